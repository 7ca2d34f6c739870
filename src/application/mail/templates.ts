/** What mails say where the operator has no document of that name. */

export interface MailTemplate {
  readonly subject: string;
  readonly text: string;
}

export const MAIL_TEMPLATES = {
  /** `name`, `password`. */
  passwordReset: {
    subject: 'Your new password',
    text: `Hello {{name}},

a new password was asked for and set. It is:

{{password}}

Please change it after you have logged in.
`,
  },
  /** `name`, `ref`, `subject`, `message`. */
  case: {
    subject: '{{subject}} (case {{ref}})',
    text: `Hello {{name}},

thank you for your message. We look into it as case {{ref}}.

{{message}}
`,
  },
  /** `name`, `ref`, `paid`, `lines` of `quantity`, `description` and `total`, `subtotal`, `tax`, `total`, `currency`. */
  order: {
    subject: 'Your order {{ref}}',
    text: `Hello {{name}},

thank you for your order {{ref}}.

{{#lines}}{{quantity}} x {{description}}: {{total}} {{currency}}
{{/lines}}
Net {{subtotal}} {{currency}}
Tax {{tax}} {{currency}}
Total {{total}} {{currency}}
{{#paid}}
It is paid.
{{/paid}}`,
  },
  /** As `order`. */
  quote: {
    subject: 'Your quote {{ref}}',
    text: `Hello {{name}},

this is what you asked for, as quote {{ref}}.

{{#lines}}{{quantity}} x {{description}}: {{total}} {{currency}}
{{/lines}}
Net {{subtotal}} {{currency}}
Tax {{tax}} {{currency}}
Total {{total}} {{currency}}
`,
  },
  /** `name`, `ref`, `amount`, `currency`, `order`. */
  payment: {
    subject: 'Your payment for order {{order}}',
    text: `Hello {{name}},

we have received your payment {{ref}} of {{amount}} {{currency}} for order {{order}}. Thank you.
`,
  },
  /** `name`, `password`. */
  memberPassword: {
    subject: 'Your password',
    text: `Hello {{name}},

you are a member now. Your password is:

{{password}}

Please change it after you have logged in.
`,
  },
  /** `name`, `ref`, `items` of `description` and `file`, `page` where members sign in. */
  orderAccess: {
    subject: 'What you ordered: order {{ref}}',
    text: `Hello {{name}},

your order {{ref}} is complete. This is what you get:

{{#items}}{{description}}{{#file}}: {{file}}{{/file}}
{{/items}}{{#page}}
Members sign in at {{page}}
{{/page}}`,
  },
  /** `name`, `ref`, `status`, `courier`, `trackingNumber`, `trackingUrl`. */
  orderChanged: {
    subject: 'Your order {{ref}}: {{status}}',
    text: `Hello {{name}},

your order {{ref}} is {{status}} now.
{{#courier}}
It comes with {{courier}}{{#trackingNumber}} under the number {{trackingNumber}}{{/trackingNumber}}.
{{/courier}}{{#trackingUrl}}
Follow it at {{trackingUrl}}
{{/trackingUrl}}`,
  },
  /** `key`, `reference`, `amount`, `currency`, `gateway`. */
  paymentUncertain: {
    subject: 'Was payment {{reference}} taken?',
    text: `The gateway {{gateway}} was asked for {{amount}} {{currency}} as {{reference}}, and gave no answer.

Nothing more is charged for that order until you have looked it up there and told what you found:

mutation { resolvePayment(id: "{{key}}", taken: true) { __typename } }
`,
  },
  /** `id`, `host`, `since`. */
  webhookFailing: {
    subject: 'Webhook {{id}} cannot be delivered',
    text: `The webhook {{id}} to {{host}} has failed since {{since}}.

Deliveries are tried again and none is lost. If it goes on for two days, the webhook is paused.
`,
  },
  /** `id`, `host`, `reason`. */
  webhookPaused: {
    subject: 'Webhook {{id}} is paused',
    text: `The webhook {{id}} to {{host}} is paused: {{reason}}

Deliveries wait and none is lost. They go out when the webhook is resumed:

tributary webhooks resume {{id}}
`,
  },
} as const satisfies Readonly<Record<string, MailTemplate>>;

export type MailTemplateName = keyof typeof MAIL_TEMPLATES;
