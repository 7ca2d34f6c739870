/** The reference of a legacy API as a page that needs nothing from anywhere else. */
import { html, raw } from 'hono/html';
import type { ApiReference, OperationReference } from '../../legacy-rest/kit/reference.ts';

type Html = ReturnType<typeof html>;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
  th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
  code { font-size: .9em; overflow-wrap: anywhere; }
  h2 { margin-top: 2.5rem; } summary { cursor: pointer; }
  .method { font-weight: 600; margin-right: .5rem; }`;

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${raw(STYLE)}</style></head><body>${body}</body></html>`;
}

/** `apis` by the name that stands in their addresses. */
export const indexPage = (apis: readonly (readonly [string, ApiReference])[]): Html =>
  page(
    'Tributary: APIs',
    html`<h1>APIs</h1>
<p>New programs use <a href="/graphql">GraphQL</a> (<a href="/graphql/schema.graphql">schema</a>). Programs written for other
systems go on with the API they know:</p>
<ul>${apis.map(([name, { title, summary }]) => html`<li><a href="/docs/${name}">${title}</a>: ${summary} (<a href="/docs/${name}/openapi.json">OpenAPI</a>)</li>`)}</ul>`,
  );

export const apiPage = (name: string, { title, summary, operations, differences }: ApiReference): Html =>
  page(
    `Tributary: ${title}`,
    html`<p><a href="/docs">All APIs</a> · <a href="/docs/${name}/openapi.json">OpenAPI</a></p>
<h1>${title}</h1><p>${summary}</p>
<ul>${operations.map((operation) => html`<li><a href="#${anchorOf(operation)}"><code>${operation.method} ${operation.path}</code></a></li>`)}</ul>
${operations.map(operationSection)}
<h2>Differences from the original</h2>
${
  differences.length === 0
    ? html`<p>None that we know of.</p>`
    : table(
        ['original', 'here', 'why'],
        differences.map(({ original, here, reason }) => [prose(original), prose(here), prose(reason)]),
      )
}`,
  );

const anchorOf = ({ method, path }: OperationReference): string =>
  `${method}${path}`.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();

function operationSection(operation: OperationReference): Html {
  const { method, path, summary, parameters, answers } = operation;
  return html`<h2 id="${anchorOf(operation)}"><span class="method">${method}</span><code>${path}</code></h2><p>${prose(summary)}</p>
${
  parameters.length === 0
    ? ''
    : table(
        ['parameter', 'in', 'meaning', 'evidence', 'test'],
        parameters.map(({ name, in: place, required, about, evidence, test }) => [
          html`<code>${name}</code>`,
          required ? `${place}, required` : place,
          prose(about),
          evidence,
          prose(test),
        ]),
      )
}
${table(
  ['answer', 'when', 'evidence', 'test'],
  answers.map(({ status, code, when, evidence, test }) => [
    code === undefined ? `${status}` : `${status} (${code})`,
    prose(when),
    evidence,
    prose(test),
  ]),
)}`;
}

type Cell = string | Html;

/** What stands between backticks is code. */
const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;

const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): Html =>
  html`<table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
