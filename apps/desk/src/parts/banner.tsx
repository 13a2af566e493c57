export { Banner, type Tone } from '@centralino/ui';
