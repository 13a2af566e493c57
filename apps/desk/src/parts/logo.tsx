export { Logo } from '@centralino/ui';
