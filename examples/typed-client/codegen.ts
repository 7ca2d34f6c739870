/** Types for the operations in `src`, from the schema that the server prints. */
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['src/main.ts'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        onlyOperationTypes: true,
        documentMode: 'string',
        scalars: {
          Position: 'string',
          DateTime: 'string',
          Date: 'string',
          Decimal: 'string | number',
          JSON: 'unknown',
          CustomValue: 'string | number | boolean',
        },
      },
    },
  },
};

export default config;
