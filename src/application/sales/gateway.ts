/** What the application needs of a payment gateway. Adapters implement it; `main.ts` alone knows which. */

/** A card as the buyer typed it. It lives in memory for the length of a call: never store, log or print any of it. */
export interface Card {
  readonly holder: string;
  /** Digits only. */
  readonly number: string;
  /** `MMYY` */
  readonly expiry: string;
  readonly start?: string;
  readonly issue?: string;
  readonly cv2?: string;
  /** The gateway's name for the brand. */
  readonly brand?: string;
}

export interface PostalParty {
  readonly firstNames: string;
  readonly surname: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly postcode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly state?: string | undefined;
  readonly phone?: string | undefined;
}

export interface ChargeRequest {
  /** Ours, used once for ever: the gateway refuses it the second time. */
  readonly code: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly card: Card;
  readonly billing: PostalParty;
  readonly delivery: PostalParty;
  readonly email?: string | undefined;
}

/** What the gateway knows a transaction by. */
export interface GatewayReference {
  readonly code: string;
  readonly facts: {
    readonly transactionId?: string | undefined;
    readonly securityKey?: string | undefined;
    readonly authorisation?: string | undefined;
    readonly bankCode?: string | undefined;
  };
}

/** What the buyer's browser has to take to the bank. */
export interface BankChallenge {
  readonly url: string;
  readonly md?: string | undefined;
  readonly request: string;
}

export type ChargeOutcome =
  | { readonly result: 'captured'; readonly facts: GatewayReference['facts'] }
  /** Certain: no money moved. `code` is the gateway's number for the reason, `message` its words. */
  | { readonly result: 'declined'; readonly code: number | null; readonly message: string }
  | { readonly result: 'challenged'; readonly facts: GatewayReference['facts']; readonly challenge: BankChallenge }
  /** Sent, and no answer that tells anything: money may have moved. */
  | { readonly result: 'uncertain'; readonly reason: 'timeout' | 'broken' };

export type GatewayAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: number | null; readonly message: string };

/** Takes and gives back money. It answers; it throws only where a programmer is at fault. */
export interface PaymentGateway {
  readonly name: string;
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  /** Goes on after the bank has seen the buyer. */
  complete(answer: { readonly md: string; readonly response: string }): Promise<ChargeOutcome>;
  refund(
    original: GatewayReference,
    refund: { readonly code: string; readonly amount: number; readonly currency: string; readonly description: string },
  ): Promise<GatewayAnswer>;
  void(original: GatewayReference): Promise<GatewayAnswer>;
  /** What became of a charge; undefined where the gateway cannot tell. */
  find(code: string): Promise<ChargeOutcome | undefined>;
}
