import { Button } from '@mantine/core'

/** A page as it is printed, shrunk to the room there is. */
export function Printed({ svg }: { readonly svg: string }) {
  return (
    <img
      alt="The example as it is printed"
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      style={{ width: '100%', border: '1px solid var(--line)', borderRadius: 6, background: '#fff', display: 'block' }}
    />
  )
}

/** The same as a file. */
export function PdfButton({ pdf, name }: { readonly pdf: string; readonly name: string }) {
  return (
    <Button component="a" size="xs" variant="default" download={`${name}.pdf`} href={`data:application/pdf;base64,${pdf}`}>
      PDF
    </Button>
  )
}
