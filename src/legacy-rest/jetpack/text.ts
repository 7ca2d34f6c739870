/** Incoming text as this API has always stored it: without markup and control characters, white space collapsed, cut to length. */

const TAG_START = /[^\s\d=<-]/;

/** One line of text. */
export const plainText = (text: string): string => cleaned(text).replace(/\s+/g, ' ').trim();

/** Several lines: line breaks stay. */
export const plainLines = (text: string): string =>
  cleaned(text.replace(/\r\n?/g, '\n'))
    .replace(/[^\S\n]+/g, ' ')
    .trim();

/** At most so many characters; a pair of surrogates is one and is never cut in two. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return [...text.slice(0, most * 2)].slice(0, most).join('');
}

const cleaned = (text: string): string => withoutTags(withoutScripts(withoutControls(text)));

const withoutControls = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, '');

/** What stands inside these two elements is not text. One pass, so that hostile input costs no more than its length. */
function withoutScripts(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return text;
  let result = '';
  let from = 0;
  for (const { index, 0: opening } of lower.matchAll(/<(?:script|style)(?=[\s>/])/g)) {
    if (index < from) continue;
    const closing = lower.indexOf(`</${opening.slice(1)}`, index);
    if (closing < 0) break;
    const end = lower.indexOf('>', closing);
    if (end < 0) break;
    result += text.slice(from, index);
    from = end + 1;
  }
  return result + text.slice(from);
}

/** Nested brackets go with the outermost pair; a bracket that is never closed, or starts no tag (`1 < 2`), is text. */
function withoutTags(text: string): string {
  if (!text.includes('<')) return text;
  const kept: string[] = [];
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '<' && (next === '<' || TAG_START.test(next))) open.push(kept.length);
    const start = character === '>' ? open.pop() : undefined;
    if (start === undefined) kept.push(character);
    else kept.length = start;
  }
  return kept.join('');
}
