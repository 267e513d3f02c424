import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

/** A story is a test that opens a world or a database; a law needs neither, and runs without a server. */
const isStory = (file: string) => /from '[^']*\/(world|stripe-world|database|browser|office)\.ts'/.test(readFileSync(`${root}/${file}`, 'utf8'))
const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })

export default defineConfig({
  test: {
    // One process per core, and modules are loaded once per process: isolating files costs ten times the tests themselves.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    projects: [
      // Limits only end what hangs: no test says how fast anything is.
      { extends: true, test: { name: 'laws', include: files.filter((file) => !isStory(file)), testTimeout: 60_000 } },
      {
        extends: true,
        test: { name: 'stories', include: files.filter(isStory), globalSetup: ['test/template.ts'], testTimeout: 90_000, hookTimeout: 120_000 },
      },
    ],
  },
})
