export { createStore, useStore, type Store } from '@centralino/ui';
