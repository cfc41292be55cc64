/** Short tones for what happens to orders. Off until somebody turns them on. */
import type { Settings } from './settings.ts'
import type { Readable } from './store.ts'

export type SoundName = 'fill' | 'reject'
export interface Sounds {
  /** Plays what happened, where its owner wants to hear it. */
  tell(name: SoundName): void
  /** Plays a sound whatever was chosen, to try it. */
  play(name: SoundName): void
}

/** A fill goes up, a rejection down and lower, so that they are told apart without looking. */
const tones: Readonly<Record<SoundName, readonly number[]>> = { fill: [660, 990], reject: [330, 220] }
const toneSeconds = 0.09
const volume = 0.12
/** An order that is filled in a hundred parts is heard as a few. */
const gapMsMin = 150

/** The sounds of this page; the browser's audio is opened when the first one is played. */
export function createSounds(settings: Readable<Settings>): Sounds {
  let audio: AudioContext | undefined
  let playedMs = -gapMsMin
  function play(name: SoundName): void {
    const nowMs = performance.now()
    if (nowMs - playedMs < gapMsMin) return
    playedMs = nowMs
    audio ??= new AudioContext()
    void audio.resume()
    for (const [index, hertz] of tones[name].entries()) playTone(audio, hertz, index)
  }
  return {
    play,
    tell(name) {
      const { isFillHeard, isRejectHeard } = settings.get()
      if (name === 'fill' ? isFillHeard : isRejectHeard) play(name)
    },
  }
}

function playTone(audio: AudioContext, hertz: number, index: number): void {
  const start = audio.currentTime + index * toneSeconds
  const tone = audio.createOscillator()
  const loudness = audio.createGain()
  tone.type = 'triangle'
  tone.frequency.value = hertz
  loudness.gain.setValueAtTime(volume, start)
  loudness.gain.exponentialRampToValueAtTime(0.001, start + toneSeconds) // an end cut off would click
  tone.connect(loudness).connect(audio.destination)
  tone.start(start)
  tone.stop(start + toneSeconds)
}
