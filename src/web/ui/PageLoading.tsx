import { Center, Loader } from '@mantine/core'

/** The code of a page is on its way; appears only when that takes a while. */
export function PageLoading() {
  return (
    <Center mih="40vh" role="status" aria-label="Loading">
      <Loader type="dots" />
    </Center>
  )
}
