/** Tags as they come in. */
import { plainText, shortened } from './text.ts';
import { asText } from './values.ts';

const MOST = 200;

/** Names of the tags in a list; what is no text is none. */
export const tagNames = (tags: readonly unknown[] = []): string[] =>
  tags
    .map((tag) => (typeof tag === 'string' || typeof tag === 'number' ? asText(tag) : ''))
    .map((tag) => shortened(plainText(tag), MOST))
    .filter((tag) => tag !== '');
