// The sentences of scripts stand in English where they are said. In another language a page loads Django's catalogue before its modules; that
// defines these two on `window`.
export const gettext = window.gettext ?? ((sentence) => sentence);
export const ngettext = window.ngettext ?? ((one, many, count) => (count === 1 ? one : many));

// Puts values into the places of a sentence, `%(name)s`.
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
