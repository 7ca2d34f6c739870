/** What can be done with products. */
import { type NewVariant, type ProductCommand, product } from '../../domain/commerce/product/decide.ts';
import type { ProductDetails, VariantDetails } from '../../domain/commerce/product/events.ts';
import type { ActiveProduct } from '../../domain/commerce/product/state.ts';
import { applyPatch } from '../../domain/kernel/patch.ts';
import type { Claims, Standing } from '../claims.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executor } from '../execute.ts';
import { type Idempotency, newKey } from '../idempotency.ts';
import type { Numbers } from '../numbers.ts';
import type { Ids } from '../ports.ts';
import type { Categories } from './categories.ts';
import { claimFreeName, claimName, handleFrom } from './handles.ts';
import { matchVariants, type ProductInput, prepared, type VariantInput } from './productInput.ts';

export type { ProductInput, VariantInput } from './productInput.ts';

/** Where stock is that nobody named a place for. */
export const DEFAULT_LOCATION = 'WH1';

export interface Products {
  /**
   * The handle is made from the name where there is none; one that is taken gets a number behind it.
   * Refuses with PRODUCT_INVALID, SKU_TAKEN, INPUT_INVALID.
   */
  create(context: RequestContext, input: ProductInput): Promise<Result<Written>>;
  /** Missing means unchanged, `null` cleared. Refuses as `create` does, and with PRODUCT_NOT_FOUND, PRODUCT_URL_TAKEN. */
  update(context: RequestContext, key: string, input: ProductInput): Promise<Result<Written>>;
  /** Changes the product with this handle, or creates it. */
  saveByUrl(context: RequestContext, input: ProductInput): Promise<Result<Written>>;
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
  /** States what is there; `null`: it is not counted. Refuses with PRODUCT_NOT_FOUND, VARIANT_NOT_FOUND, PRODUCT_INVALID. */
  countStock(context: RequestContext, key: string, stock: StockLevel): Promise<Result<Written>>;
  /** Adds to what is there, or takes from it. */
  adjustStock(context: RequestContext, key: string, change: StockChange): Promise<Result<Written>>;
}

export interface StockLevel {
  readonly variant: string;
  readonly location?: string | null;
  readonly level: string | null;
}

export interface StockChange {
  readonly variant: string;
  readonly location?: string | null;
  readonly by: string;
  readonly reason?: string | null;
}

interface Dependencies {
  readonly executor: Executor;
  readonly claims: Claims;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly categories: Categories;
}

export function createProducts(deps: Dependencies): Products {
  const { executor, claims, numbers, ids, idempotency, categories } = deps;

  return {
    create: (context, input) => once(context, 'createProduct', input, (ready) => create(context, ready)),
    update: (context, key, input) =>
      once(context, `updateProduct:${key}`, input, (ready) => update(context, key, ready)),
    saveByUrl: (context, input) => once(context, 'saveProduct', input, (ready) => saveByUrl(context, ready)),
    remove: (context, key) => idempotency.once(context, 'removeProduct', { key }, () => remove(context, key)),
    countStock: (context, key, { variant, location, level }) =>
      idempotency.once(context, 'countStock', { key, variant, location, level }, () =>
        run(context, key, { type: 'CountStock', variant, location: location?.trim() || DEFAULT_LOCATION, level }),
      ),
    adjustStock: (context, key, { variant, location, by, reason }) =>
      idempotency.once(context, 'adjustStock', { key, variant, location, by, reason }, () =>
        run(context, key, {
          type: 'AdjustStock',
          variant,
          location: location?.trim() || DEFAULT_LOCATION,
          by,
          reason: reason?.trim() || null,
        }),
      ),
  };

  function once(
    context: RequestContext,
    operation: string,
    input: ProductInput,
    work: (ready: ProductInput) => Promise<Result<Written>>,
  ): Promise<Result<Written>> {
    return idempotency.once(context, operation, input, () =>
      prepared(input, async (ready) => {
        const { categories: wanted } = ready;
        if (!wanted) return work(ready);
        return work({
          ...ready,
          details: { ...ready.details, categories: await categories.ensure(context, wanted) },
        });
      }),
    );
  }

  /** Whoever takes the handle creates the product; whoever finds it taken changes the product, once it is there. */
  async function saveByUrl(context: RequestContext, input: ProductInput): Promise<Result<Written>> {
    const { url } = input.details;
    const key = newKey(ids, 'product', context);
    const { holder } = url
      ? await claims.claim(context, 'productUrl', url.toLowerCase(), key, urlHolds(url))
      : { holder: key };
    if (holder === key) return create(context, input, key);
    for (let tries = 0; ; tries++) {
      const updated = await update(context, holder, input);
      if (updated.ok || updated.refusal.code !== 'PRODUCT_NOT_FOUND' || tries >= CREATION_TRIES) return updated;
      await new Promise((resolve) => setTimeout(resolve, CREATION_LOOK_MS));
    }
  }

  async function create(
    context: RequestContext,
    input: ProductInput,
    key = newKey(ids, 'product', context),
  ): Promise<Result<Written>> {
    const { details } = input;
    const added: NewVariant[] = (await variantsOf(context, key, input)).map(({ details: given, stock = {} }) => ({
      key: ids.key(),
      details: applyPatch<VariantDetails>({}, given),
      stock: Object.fromEntries(Object.entries(stock).filter((entry): entry is [string, string] => entry[1] !== null)),
    }));
    const skus = await claimSkus(
      context,
      key,
      added.map((variant) => variant.details.sku),
    );
    if (!skus.ok) return skus;
    const wanted = details.url || handleFrom(details.name ?? '');
    const url = await claimFreeName(wanted, (candidate) => claimUrl(context, candidate, key));
    const ref = await numbers.next(context, 'product');
    const result = await run(context, key, {
      type: 'CreateProduct',
      ref,
      details: applyPatch({} as ProductDetails, { ...details, url }),
      variants: added,
    });
    if (!result.ok) {
      await release(context, key, skus.value);
      await claims.release(context, 'productUrl', url.toLowerCase(), key);
    }
    return result;
  }

  async function update(context: RequestContext, key: string, input: ProductInput): Promise<Result<Written>> {
    const { state: before } = await executor.load(product, key);
    if (before.phase !== 'active') return notFound;
    const { url } = input.details;
    if (url && !(await claimUrl(context, url, key))) return urlTaken;
    const variants = matchVariants(before, await variantsOf(context, key, input), () => ids.key());
    const skus = await claimSkus(
      context,
      key,
      variants.map(({ changes }) => changes.sku),
    );
    if (!skus.ok) return skus;
    const command: ProductCommand = {
      type: 'UpdateProduct',
      details: input.details,
      variants,
      removeVariants: input.removeVariants ?? [],
    };
    const result = await run(context, key, command);
    await settleNames(context, key, before, [...skus.value], url);
    return result;
  }

  async function remove(context: RequestContext, key: string): Promise<Result<Written>> {
    const { state } = await executor.load(product, key);
    const result = await run(context, key, { type: 'RemoveProduct' });
    if (result.ok && state.phase === 'active') await settleNames(context, key, state, [], undefined);
    return result;
  }

  /** Frees the names that the product had or was about to have, and has not now. */
  async function settleNames(
    context: RequestContext,
    key: string,
    before: ActiveProduct,
    claimed: readonly string[],
    url: string | null | undefined,
  ): Promise<void> {
    const { state: after } = await executor.load(product, key);
    const kept = after.phase === 'active' ? after : undefined;
    const keptSkus = skusOf(kept);
    await release(
      context,
      key,
      [...skusOf(before), ...claimed].filter((sku) => !keptSkus.includes(sku)),
    );
    for (const held of [before.details.url, url]) {
      if (held && held.toLowerCase() !== kept?.details.url.toLowerCase())
        await claims.release(context, 'productUrl', held.toLowerCase(), key);
    }
  }

  /** All of them or none. */
  async function claimSkus(
    context: RequestContext,
    key: string,
    wanted: readonly (string | null | undefined)[],
  ): Promise<Result<string[]>> {
    const claimed: string[] = [];
    const { state } = await executor.load(product, key);
    const own = skusOf(state.phase === 'active' ? state : undefined);
    for (const [index, sku] of wanted.entries()) {
      if (!sku || own.includes(sku.toLowerCase())) continue;
      if (!(await claimSku(context, sku, key))) {
        await release(context, key, claimed);
        return refused('SKU_TAKEN', 'Another product has this product code.', `variants.${index}.sku`);
      }
      claimed.push(sku.toLowerCase());
    }
    return success(claimed);
  }

  /** Where numbers are wanted: each with its code, or with the first number behind it that is free or this product's already. */
  async function variantsOf(
    context: RequestContext,
    key: string,
    { variants = [], numberTakenSkus }: ProductInput,
  ): Promise<readonly VariantInput[]> {
    if (!numberTakenSkus) return variants;
    const free: VariantInput[] = [];
    for (const variant of variants) {
      const { sku: wanted } = variant.details;
      const sku = wanted && (await claimFreeName(wanted, (candidate) => claimSku(context, candidate, key)));
      free.push(sku ? { ...variant, details: { ...variant.details, sku } } : variant);
    }
    return free;
  }

  function claimSku(context: RequestContext, sku: string, key: string): Promise<boolean> {
    return claimName(claims, context, 'productSku', sku, key, (holder) =>
      standing(holder, (state) => skusOf(state).includes(sku.toLowerCase())),
    );
  }

  function claimUrl(context: RequestContext, url: string, key: string): Promise<boolean> {
    return claimName(claims, context, 'productUrl', url, key, urlHolds(url));
  }

  function urlHolds(url: string) {
    return (holder: string) => standing(holder, ({ details }) => details.url.toLowerCase() === url.toLowerCase());
  }

  async function standing(holder: string, holds: (state: ActiveProduct) => boolean): Promise<Standing> {
    const { state } = await executor.load(product, holder);
    if (state.phase === 'removed') return 'gone';
    return state.phase === 'active' && holds(state) ? 'holds' : 'moved-on';
  }

  async function release(context: RequestContext, key: string, skus: readonly string[]): Promise<void> {
    for (const sku of skus) await claims.release(context, 'productSku', sku, key);
  }

  async function run(context: RequestContext, key: string, command: ProductCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, product, key, command);
    if (!executed.ok) return executed;
    const { state, position = 0n } = executed;
    return state.phase === 'absent' ? notFound : success({ key, ref: state.ref, position });
  }
}

const CREATION_TRIES = 50;
const CREATION_LOOK_MS = 20;

const skusOf = (state: ActiveProduct | undefined): string[] =>
  (state?.variants ?? []).flatMap(({ details }) => details.sku?.toLowerCase() ?? []);

const notFound = refused('PRODUCT_NOT_FOUND', 'There is no such product.');
const urlTaken = refused('PRODUCT_URL_TAKEN', 'Another product has this handle.', 'url');
