// `npm start`: from a fresh clone to a portal at http://localhost:3000.
import { serve } from './serve.mjs';

process.exit(await serve());
