import react from '@vitejs/plugin-react'

export default {
  plugins: [react({ jsxRuntime: 'automatic' })],
  // Development builds warn about what production builds keep to themselves.
  define: { 'process.env.NODE_ENV': '"development"' },
  build: {
    target: 'es2022',
    minify: false,
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      output: {
        // One file for all blocks instead of a hundred: most need the same.
        codeSplitting: {
          groups: [{ name: 'shared', test: /node_modules\/(?!msw|@mswjs)/ }],
        },
      },
    },
  },
}
