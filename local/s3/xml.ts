/** A small XML tree: text, a list of elements of the same name, or nested elements. Undefined leaves an element out. */
export type XmlValue = string | number | boolean | undefined | XmlElements | readonly XmlElements[];
export interface XmlElements {
  readonly [name: string]: XmlValue;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeXml = (text: string): string =>
  // Characters that XML 1.0 cannot hold go as references, as S3 sends them.
  text
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

function writeElement(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return (value as readonly XmlElements[]).map((entry) => writeElement(name, entry)).join('');
  if (typeof value === 'object') return `<${name}>${writeElements(value as XmlElements)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

const writeElements = (elements: XmlElements): string =>
  Object.entries(elements)
    .map(([name, value]) => writeElement(name, value))
    .join('');

/** An XML document with one root element. */
export function writeXml(root: string, elements: XmlElements): string {
  const namespace = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${writeElements(elements)}</${root}>`;
}

/** The text of the first element of this name; enough for the flat requests that this server takes. */
export function readXmlText(document: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1];
}
