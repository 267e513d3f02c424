import type { Readable } from 'node:stream'
import { Refusal } from '../../core/refusal.ts'

/**
 * Where files are kept. Content is named by its own SHA-256 within a space, usually one company's, so the same content is
 * kept once per space, a key never changes its meaning, and a file that is there is whole.
 * Who refers to a key is not known here: remove it only when no record does any more.
 */
export interface FileStore {
  readonly name: string
  /**
   * Keeps content and says what it is called. Keeping what is there already changes nothing.
   * @throws Refusal invalid `file_too_large`, `file_space_invalid`; Error when the place fails, and then nothing is kept
   */
  put(space: string, content: FileContent, options?: PutOptions): Promise<StoredFile>
  /** Null when there is no such file. The stream must be read or destroyed. @throws Refusal as `head` */
  get(key: string): Promise<{ readonly size: number; readonly stream: Readable } | null>
  /** Null when there is no such file. @throws Refusal invalid `file_key_invalid` */
  head(key: string): Promise<{ readonly size: number } | null>
  /** Removing what is not there succeeds. @throws Refusal as `head` */
  remove(key: string): Promise<void>
  /** Whether files can be kept now. `said` is for the people who run the server. */
  check(): Promise<{ readonly ready: boolean; readonly said: string }>
  close(): Promise<void>
}

export type FileContent = Uint8Array | AsyncIterable<Uint8Array>

export interface PutOptions {
  readonly bytes_max?: number
  /** For places that tell it to whoever downloads from them directly. */
  readonly content_type?: string
}

export interface StoredFile {
  readonly key: string
  readonly sha256: string
  readonly size: number
}

/** The limit where a caller sets none. */
export const FILE_BYTES_MAX = 100_000_000

const SPACE = /^[a-z0-9][a-z0-9_-]{0,62}$/
const KEY = /^[a-z0-9][a-z0-9_-]{0,62}\/[0-9a-f]{2}\/[0-9a-f]{64}$/

export function fileKey(space: string, sha256: string): string {
  return `${space}/${sha256.slice(0, 2)}/${sha256}`
}

/** @throws Refusal invalid `file_space_invalid` */
export function checkSpace(space: string): void {
  if (!SPACE.test(space)) throw new Refusal('invalid', 'file_space_invalid', 'Files are not kept under such a name.')
}

/** @throws Refusal invalid `file_key_invalid` */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new Refusal('invalid', 'file_key_invalid', 'This is not the key of a file.')
}
