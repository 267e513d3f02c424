import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useList } from '../../../query.ts'
import { personName, senderOf } from '../../../records.ts'
import { InstantText } from '../../../ui/dates.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import type { Mailed } from './Mails.tsx'
import { addressee, type Post, postState } from './posts.ts'

/** Letters and texts about a record, newest first. */
export function usePosts({ object, id }: Mailed): readonly Post[] {
  const query = {
    per_page: 20,
    sort: 'created_at desc',
    expand: 'sent_by',
    filter: { document_type: object, document_id: id },
  }
  const letters = useList('GET /letters', { query }, { refetchInterval: 30_000 }).data?.rows ?? []
  const texts = useList('GET /text_messages', { query }, { refetchInterval: 30_000 }).data?.rows ?? []
  return [...letters, ...texts].sort((left, right) => right.created_at - left.created_at)
}

/** What went by post or to a telephone, and how far it came. */
export function Posts({ document }: { readonly document: Mailed }) {
  const posts = usePosts(document)
  if (posts.length === 0) return null
  return (
    <Paper p="md" component="section" aria-label="Letters and texts">
      <Title order={2} mb="sm">
        Letters and texts
      </Title>
      <Stack gap="sm">
        {posts.map((post) => (
          <PostRow key={post.id} post={post} />
        ))}
      </Stack>
    </Paper>
  )
}

function PostRow({ post }: { readonly post: Post }) {
  const [label, tone] = postState(post)
  const sender = senderOf(post)
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          {`${post.object === 'letter' ? 'Letter' : 'Text'} to ${addressee(post)}`}
        </Text>
        <StatusBadge tone={tone}>{label}</StatusBadge>
      </Group>
      <Text fz="xs" c="dimmed" component="div">
        {sender ? `by ${personName(sender)} · ` : null}
        <InstantText at={post.created_at} />
      </Text>
      {post.reject_reason ? (
        <Text fz="xs" c={tone === 'bad' ? 'var(--mantine-color-error)' : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
          {post.reject_reason}
        </Text>
      ) : null}
    </div>
  )
}
