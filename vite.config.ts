import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import remixConfig from './remix.config.js';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [tailwindcss(), remix(remixConfig)],
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  server: { port: Number(process.env.PORT ?? 3000), strictPort: true },
  // Its JSON file needs an import attribute when Node loads it; bundled, it is a plain array.
  ssr: { noExternal: ['email-providers'] },
  optimizeDeps: {
    // Found on first use, these make Vite reload the page and lose a posted form.
    include: [
      '@conform-to/react',
      '@conform-to/zod/v4',
      '@remix-run/node',
      '@remix-run/react',
      '@tanstack/react-table',
      'lucia',
      'lucide-react',
      'radix-ui',
      'react-dom/client',
      'recharts',
      'zod',
    ],
    // The dependency scan follows the "browser" field of these server packages into a missing WebAssembly build.
    exclude: ['@node-rs/argon2', '@prisma/adapter-pg', '@prisma/client', 'pg'],
  },
  build: { target: isSsrBuild ? 'node20' : 'es2022', cssMinify: true },
}));
