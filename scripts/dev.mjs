// `npm run dev`: the same as `npm start`, with hot reload.
import { serve } from './serve.mjs';

process.exit(await serve({ development: true }));
