import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Imports run one way (docs/architecture.md): each room may import only the rooms listed for it.
const rooms = {
  'packages/protocol': [],
  'packages/core': ['protocol'],
  'packages/media': ['protocol'],
  'packages/server': ['protocol', 'core', 'media'],
  'packages/sdk': ['protocol'],
  'packages/ui': ['protocol'],
  // The desk shows widgets with the host side of the SDK (`@centralino/agentdesktop/host`).
  'apps/desk': ['protocol', 'ui', 'agentdesktop'],
  'apps/console': ['protocol', 'ui'],
  'apps/widget': ['protocol'],
  'apps/demo': [],
};
const allRooms = ['protocol', 'core', 'media', 'server', 'ui', 'agentdesktop', 'desk', 'console', 'widget', 'demo'];

const oneWay = Object.entries(rooms).map(([path, allowed]) => ({
  files: [`${path}/src/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: allRooms
          .filter((room) => !allowed.includes(room) && !path.endsWith(`/${room}`))
          .map((room) => ({ name: `@centralino/${room}`, message: `${path} must not import ${room}: imports run one way.` })),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'data/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'packages/ui/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // A desk or a shop in a company's network may be plain http: there these do not exist.
    files: ['apps/{desk,console,widget}/src/**/*.{ts,tsx}', 'packages/{ui,sdk,protocol}/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID', message: 'Only in secure contexts: use crypto.getRandomValues.' },
        { object: 'crypto', property: 'subtle', message: 'Only in secure contexts.' },
      ],
    },
  },
  {
    // Promises that nobody awaits lose errors: checked with types where the server and the domain live.
    files: ['packages/{protocol,core,media,server}/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.test-support.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/switch-exhaustiveness-check': 'error' },
  },
  {
    // The domain is pure: time and randomness come in with the command.
    files: ['packages/core/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.test-support.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'performance', 'crypto', 'process', 'console'],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'process', 'URL', 'Buffer', 'fetch', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  {
    // Served to browsers as they are.
    files: ['packages/sdk/public/**/*.js', 'apps/console/public/**/*.js', 'apps/widget/public/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { window: 'readonly', document: 'readonly', URLSearchParams: 'readonly', AGENTDESKTOP: 'readonly' },
    },
  },
  ...oneWay,
);
