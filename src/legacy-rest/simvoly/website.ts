/** The website that this API is about, as its events name it. */
export interface Website {
  readonly id: number;
  readonly subdomain: string;
  readonly systemDomain: string;
  /** Null without one of its own. */
  readonly domain: string | null;
}

/** The one that the server is reached at. */
export function websiteAt(publicUrl: string | undefined): Website {
  const host = publicUrl ? new URL(publicUrl).host : 'localhost';
  return { id: 1, subdomain: host.split('.')[0] ?? host, systemDomain: host, domain: publicUrl ? host : null };
}
