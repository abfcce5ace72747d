/**
 * The peers, each showing one number: how it is done where speed is everything, and how payment-stream front ends and a
 * popular component do it.
 */
import NumberFlow from '@number-flow/react'
import { useEffect, useRef, useState } from 'react'
import type { StreamState } from '../../src/index.ts'

interface Props {
  readonly stream: StreamState
}

const amountAt = ({ lastUpdateTime, ratePerSecond }: StreamState, nowMs: number) =>
  ((nowMs / 1000 - lastUpdateTime) * Number(ratePerSecond)) / 1e7

/** What the tuned peer writes, ten times a second: elements that its one observer reports as visible. */
const visible = new Map<Element, StreamState>()
const all = new WeakMap<Element, StreamState>()
let observer: IntersectionObserver | null = null
let lastWriteMs = 0

function writeVisible(frameMs: number): void {
  requestAnimationFrame(writeVisible)
  if (frameMs - lastWriteMs < 100) return
  lastWriteMs = frameMs
  const nowMs = Date.now()
  for (const [element, stream] of visible) {
    const text = amountAt(stream, nowMs).toFixed(5)
    const node = element.firstChild
    if (node && node.nodeValue !== text) node.nodeValue = text
  }
}

/** One loop, one observer, one text node: the least that a number can cost in React. */
export function TunedNumber({ stream }: Props) {
  const ref = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const { current: element } = ref
    if (!element) return
    if (!observer) {
      observer = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
          const shown = all.get(target)
          if (isIntersecting && shown) visible.set(target, shown)
          else visible.delete(target)
        }
      })
      requestAnimationFrame(writeVisible)
    }
    all.set(element, stream)
    observer.observe(element)
    return () => observer?.unobserve(element)
  }, [stream])
  const [first] = useState(() => amountAt(stream, Date.now()).toFixed(5))
  return <span ref={ref}>{first}</span>
}

/** A loop for each number that renders in every frame, with a new `Intl.NumberFormat`: FlowFi's own front end. */
export function FlowFiNumber({ stream }: Props) {
  const [claimable, setClaimable] = useState(0)
  useEffect(() => {
    let handle = 0
    const tick = () => {
      setClaimable(amountAt(stream, Date.now()))
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(handle)
  }, [stream])
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 7,
    maximumFractionDigits: 7,
  })
  return <span>{format.format(claimable)} USDC</span>
}

const superfluidStepMs = 40

/** A loop for each number that renders every 40 ms, with whole units: the example of Superfluid. */
export function SuperfluidNumber({ stream }: Props) {
  const [balance, setBalance] = useState(0n)
  useEffect(() => {
    let handle = 0
    let lastMs = 0
    const step = (frameMs: number) => {
      handle = requestAnimationFrame(step)
      if (frameMs - lastMs <= superfluidStepMs) return
      lastMs = frameMs
      const elapsedMs = BigInt(Date.now() - stream.lastUpdateTime * 1000)
      setBalance((stream.ratePerSecond * elapsedMs) / 1000n)
    }
    handle = requestAnimationFrame(step)
    return () => cancelAnimationFrame(handle)
  }, [stream])
  const digits = balance.toString().padStart(8, '0')
  return (
    <span>
      {digits.slice(0, -7)}.{digits.slice(-7)} USDC
    </span>
  )
}

/** Digits that are animated, with a new value once a second, as its examples have it. */
export function NumberFlowNumber({ stream }: Props) {
  const [amount, setAmount] = useState(() => amountAt(stream, Date.now()))
  useEffect(() => {
    const timer = setInterval(() => setAmount(amountAt(stream, Date.now())), 1_000)
    return () => clearInterval(timer)
  }, [stream])
  return <NumberFlow value={amount} format={{ maximumFractionDigits: 5 }} suffix=" USDC" />
}
