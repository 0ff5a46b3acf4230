/** A small book in each language, as files of them are written. */
export const english = `Title: The Salt Garden
Author: A. Tester
Language: en

Chapter 1: The Empty House
Nora Fen came to the house at the end of the lane in the first week of March. The windows were shut and the door was painted green. She had a key from her grandmother, and a letter that she had not opened yet.

Inside there was dust on every chair. A clock had stopped at ten past four. Nora put the kettle on the stove and listened to the rain.

Chapter 2: What the Garden Kept
In the morning she went out to the garden with a spade. Under the old pear tree she found a tin box, red with rust, and inside the box lay a silver compass and a map of the marsh.

The compass did not point north. It pointed at the well, whichever way she turned it. Nora laughed aloud and nearly dropped it.

Chapter 3: The Man from the Harbour
On Friday a man named Tobias Reed knocked at the door. He was the keeper of the harbour light, and he asked whether she would sell the boat in the shed.

She told him the boat was not hers to sell. He left a basket of plums on the step and walked back along the shore.

Chapter 4: Down the Well
Tobias held the rope while Nora climbed down the well. At the bottom was a small door of oak. Behind it her grandmother had hidden forty letters, each one tied with a blue ribbon.

She read them all that night, by the light of one candle.
`

export const portuguese = `Title: O Relógio da Serra
Author: B. Testador
Language: pt

Capítulo 1: A Oficina
Joaquim consertava relógios numa oficina estreita, perto da estação. Todas as manhãs abria a janela e deixava entrar o barulho dos trens. O seu gato, Figo, dormia em cima da bancada.

Capítulo 2: A Encomenda
Numa terça-feira chegou uma senhora de chapéu verde, dona Amélia. Trouxe um relógio de ouro que andava para trás e pediu que não o consertasse, mas que descobrisse por quê.

Capítulo 3: No Jardim
Dona Amélia levou Joaquim ao jardim da casa grande. Debaixo da figueira eles encontraram uma chave de prata enterrada num vaso de barro. A chave abria o relógio por dentro.

Capítulo 4: O Trem da Meia-Noite
À meia-noite o trem parou sem passageiros. O maquinista entregou a Joaquim um bilhete do seu pai, que ele julgava perdido havia vinte anos.
`
