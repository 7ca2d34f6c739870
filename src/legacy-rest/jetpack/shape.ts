/**
 * Three wire shapes of one API, told apart by the path, or where that is the common one by the key: what the documents say,
 * what the running plugin was seen to do, and what the documents of its beta said.
 */
import { JETPACK_SHAPES, type JetpackShape } from '../../domain/access/apiKey/events.ts';

export type Shape = JetpackShape;

/** Where each shape lives. The documented one is also reachable below the prefix that every front has. */
export const ROOTS: Readonly<Record<Shape, string>> = {
  documented: '/zbs_api',
  plugin: '/jetpack/plugin/zbs_api',
  beta: '/jetpack/beta/zbs_api',
};

const ROOT = '/zbs_api';

/** The shape that a path asks for; undefined when it is not ours. */
export function shapeOf(path: string): Shape | undefined {
  const isBelow = (root: string): boolean => path === root || path.startsWith(`${root}/`);
  return isBelow(`/jetpack${ROOT}`) ? 'documented' : JETPACK_SHAPES.find((shape) => isBelow(ROOTS[shape]));
}

/** Only the first segment below the root counts. */
export const endpointName = (path: string): string =>
  path
    .slice(path.indexOf(ROOT) + ROOT.length)
    .split('/')
    .find((segment) => segment !== '') ?? '';
