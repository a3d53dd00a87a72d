// Products, read through a cache.
import { type Cache, CacheAside, CacheTags, KeySpace } from "../../clients";
import { product, type Product, type Products } from "./products";

/** What is asked for, most sold first. */
export interface Popular {
  readonly category: string;
  readonly limit: number;
}

// The user may use the keys `session:*`.
const keys = new KeySpace("session");

export class Catalogue {
  private readonly tags: CacheTags;
  private readonly byId: CacheAside<number, Product>;
  private readonly lists: CacheAside<Popular, readonly Product[]>;

  constructor(
    cache: Cache,
    private readonly products: Products,
    onError: (key: string, error: Error) => void,
  ) {
    // snippet:caches
    this.tags = new CacheTags({ cache, keyOf: (tag) => keys.key("tag", tag) });
    this.byId = new CacheAside({
      cache,
      keyOf: (id) => keys.key("product", id),
      load: (id) => Promise.resolve(products.find(id)),
      schema: product, // what another version has stored is a miss
      onError, // the table is asked meanwhile
    });
    this.lists = new CacheAside({
      cache,
      keyOf: (popular) => keys.query("popular", { ...popular }),
      load: ({ category, limit }) => Promise.resolve(products.popular(category, limit)),
      schema: product.array(),
      tags: { in: this.tags, of: ({ category }) => [category] },
      onError,
    });
    // end
  }

  find(id: number): Promise<Product | undefined> {
    return this.byId.get(id);
  }

  async popular(popular: Popular): Promise<readonly Product[]> {
    return (await this.lists.get(popular)) ?? [];
  }

  // snippet:update
  /** @returns the product with its new price, `undefined` when there is none */
  async setPrice(id: number, cents: number): Promise<Product | undefined> {
    await this.byId.update(id, async () => this.products.setPrice(id, cents));
    const changed = this.products.find(id);
    if (changed !== undefined) await this.tags.invalidate(changed.category); // every list it may stand in
    return changed;
  }
  // end
}
