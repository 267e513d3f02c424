// Shows the operations and records that have every word of the search in their name, path or summary.
const input = document.getElementById('search')
const found = document.getElementById('found')
const articles = [...document.querySelectorAll('article')]
const sections = [...document.querySelectorAll('main section')]

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
  let count = 0
  for (const article of articles) {
    const matches = words.every((word) => article.dataset.words.includes(word))
    article.hidden = !matches
    if (matches) count++
  }
  for (const section of sections) section.hidden = section.querySelector('article:not([hidden])') === null
  found.hidden = words.length === 0
  found.textContent = count === 1 ? '1 match' : `${count} matches`
}

input.addEventListener('input', search)
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === input || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  input.focus()
})
if (matchMedia('(max-width: 60rem)').matches) document.querySelector('nav details').open = false
// A link into the page must lead somewhere, whatever is being searched for.
addEventListener('hashchange', () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target?.closest('[hidden]')) return
  input.value = ''
  search()
  target.scrollIntoView()
})
