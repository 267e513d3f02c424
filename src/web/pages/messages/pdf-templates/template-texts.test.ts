import { expect, test } from 'vitest'
import { starterOf } from '../../../../modules/messages/pdf-templates/starters.ts'
import { offsetOf, placeText, restarted, templateBody, templateValues } from './template-texts.ts'

test('another kind or engine begins anew only while nothing was written', () => {
  const begun = templateValues(undefined)
  expect(restarted(begun, { document_type: 'receipt' })).toMatchObject(starterOf('twig', 'receipt'))
  const written = { ...begun, html: '<p>Ours</p>' }
  expect(restarted(written, { template_engine: 'mustache' })).toEqual({ ...written, template_engine: 'mustache' })
})

test('a paper in Typst has no other parts', () => {
  const body = templateBody({ ...templateValues(undefined), name: ' Letter ', template_engine: 'typst', footer_html: '<p>x</p>' })
  expect(body).toMatchObject({ name: 'Letter', css: '', footer_html: '' })
})

test('the place of a problem is found in the text', () => {
  const text = 'p { color: red }\np { float: left }\n'
  const { start, end } = offsetOf(text, 2, 5)
  expect(text.slice(start, end)).toBe('float: left }')
  expect(offsetOf('one', 9, 9)).toEqual({ start: 3, end: 3 })
  expect(placeText({ part: 'css', line: 2, column: 5 })).toBe('Line 2, column 5 of “Style sheet (CSS)”')
  expect(placeText({ part: null, line: null, column: null })).toBe('')
})
