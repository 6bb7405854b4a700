/** Makes the test whether a text has `search` in it, as it is written, in upper or lower case. */
export function textSearch (search: string): (text: string) => boolean {
  const wanted = search.toUpperCase() // in upper case no letter depends on its neighbours
  return text => text.toUpperCase().includes(wanted)
}
