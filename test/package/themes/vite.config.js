import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'

const pages = ['plain', 'brand', 'next-themes', 'tailwind', 'tailwind-kit-first', 'daisyui']

/** Mode `old` lowers for browsers that lack most of what the style sheet uses; else Vite decides. */
export default ({ mode }) => ({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: `dist/${mode}`,
    ...(mode === 'old' && { cssTarget: ['chrome80', 'safari13', 'firefox75'] }),
    rolldownOptions: { input: pages.map((page) => `${page}.html`) },
  },
})
