/** Fills a template: `{{name}}` is a value, `{{#name}}…{{/name}}` is there for each element, or where there is a value. */

export interface MailValues {
  readonly [name: string]: string | readonly MailValues[];
}

/** Sections are looked for first; what a value contains is never read as a template. */
const TAG = /\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\1\}\}|\{\{(\w+)\}\}/g;

export function render(template: string, values: MailValues, encode: (text: string) => string): string {
  return template.replace(TAG, (_, section: string | undefined, inner: string, name: string) => {
    if (section === undefined) {
      const value = valueIn(values, name);
      return typeof value === 'string' ? encode(value) : '';
    }
    const value = valueIn(values, section);
    if (typeof value === 'string') return value === '' ? '' : render(inner, values, encode);
    return value.map((element) => render(inner, { ...values, ...element }, encode)).join('');
  });
}

const valueIn = (values: MailValues, name: string): MailValues[string] =>
  Object.hasOwn(values, name) ? (values[name] ?? '') : '';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const CHARACTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...ENTITIES, '\u00a0': '&nbsp;' }).map(([character, entity]) => [entity, character]),
);

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const unescapeHtml = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (entity) => CHARACTERS.get(entity) ?? entity);

/** What a document has between its title tags. */
export const titleOf = (html: string): string | undefined => {
  const title = /<title>([^<]*)<\/title>/i.exec(html)?.[1]?.trim();
  return title ? unescapeHtml(title) : undefined;
};

/** The words of a document, for readers who see no HTML. */
export function wordsOf(html: string): string {
  const body = html
    .replace(/<(head|title|style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^>]*>|<\/(p|div|tr|li|h[1-6])>/gi, '\n')
    .replace(/<[^>]*>/g, ' ');
  const lines = unescapeHtml(body)
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim());
  return `${lines.filter(Boolean).join('\n')}\n`;
}
