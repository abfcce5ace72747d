/** Public names of `streamgauge/testing/react`: components with a mock backend, under Testing Library. */
export {
  type GaugeRenderResult,
  type RenderWithGaugeOptions,
  renderWithGauge,
} from './render-with-gauge.tsx'
