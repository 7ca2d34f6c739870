/** Which mutation says the same as a command. They have one name, but for those that are steps of a greater whole. */

/** Steps, and the mutation that takes them. */
const STEPS: Readonly<Record<string, string>> = {
  SetPassword: 'setContactPassword',
  RemovePassword: 'setContactPassword',
  StartCheckout: 'checkOutCart',
  FinishCheckout: 'checkOutCart',
  StartPayment: 'takePayment',
  CapturePayment: 'takePayment',
  DeclinePayment: 'takePayment',
  ChallengePayment: 'takePayment',
  DoubtPayment: 'takePayment',
  FinishRefund: 'refundPayment',
  HoldSeats: 'bookSession',
  AbandonHold: 'bookSession',
  ReleaseSeats: 'cancelBooking',
};

/** What the program keeps for itself, what operators do on the command line, and what a visitor's browser tells by looking. */
export const WITHOUT_MUTATION: ReadonlySet<string> = new Set([
  'AnswerRequest',
  'ClaimValue',
  'GiveInvoiceNumber',
  'NoteWebhookFailing',
  'ReceiveRequest',
  'RecordAccessSent',
  'ReleaseValue',
  'ReserveNumbers',
  'RetryReadModel',
  'SkipReadModelEvent',
  'StartInstallation',
  'ViewInvoice',
  'ViewQuote',
]);

export function mutationOf(command: string | undefined, mutations: ReadonlySet<string>): string | null {
  if (!command) return null;
  const name = STEPS[command] ?? `${command.charAt(0).toLowerCase()}${command.slice(1)}`;
  return mutations.has(name) ? name : null;
}
