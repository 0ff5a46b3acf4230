import type { VoiceboxVoice } from '@patchbay/contract'

const words: Record<string, (name: string) => string> = {
  en: (name) => `Hello, I am ${name}. Your court is booked for ten o’clock.`,
  pt: (name) => `Olá, eu sou ${name}. A sua quadra está reservada para as dez horas.`,
  es: (name) => `Hola, soy ${name}. Su pista está reservada para las diez.`,
  fr: (name) => `Bonjour, je suis ${name}. Votre terrain est réservé pour dix heures.`,
  de: (name) => `Hallo, ich bin ${name}. Ihr Platz ist für zehn Uhr reserviert.`,
  it: (name) => `Ciao, sono ${name}. Il suo campo è prenotato per le dieci.`,
  ja: (name) => `こんにちは、${name}です。十時にコートを予約しました。`,
  zh: (name) => `你好，我是${name}。您的场地已预订在十点。`,
  hi: (name) => `नमस्ते, मैं ${name} हूँ। आपका कोर्ट दस बजे के लिए बुक है।`,
}

/** What a voice says to introduce itself, in its language. */
export function sampleWords({ name, language }: VoiceboxVoice): string {
  const [first = 'en'] = language.toLowerCase().split('-')
  return (words[first] ?? words['en'] ?? String)(name)
}
