import { useComputedColorScheme } from '@mantine/core'
import type { Agent, OfferedServer } from '@patchbay/contract'
import { Background, Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { Jack } from '../../../ui/jack.tsx'
import { toneOf } from '../../servers/status-words.ts'
import { usePulses } from '../use-pulses.ts'
import { CordEdge, type CordData } from './cord-edge.tsx'
import classes from './patch-bay.module.css'

export interface BayProps {
  agents: readonly Agent[]
  servers: readonly OfferedServer[]
  /** Plugs a cord in, or pulls it. */
  onCord: (agentId: number, serverId: number, isGiven: boolean) => void
}

type JackNode = Node<
  { label: string; note: string; side: 'agent' | 'server'; tone: Parameters<typeof Jack>[0]['tone'] },
  'jack'
>

const ROW = 88
const RIGHT = 520

const nodeTypes = { jack: BayJack }
const edgeTypes = { cord: CordEdge }

/** Jacks and cords. Drag from one side to the other to plug a cord in; choose one and press Delete to pull it. */
export function PatchBay({ agents, servers, onCord }: BayProps) {
  const pulses = usePulses()
  const colorMode = useComputedColorScheme('light')
  const nodes: JackNode[] = [
    ...agents.map((agent, at): JackNode => ({
      id: `a${agent.id}`,
      type: 'jack',
      position: { x: 0, y: at * ROW },
      data: { label: agent.name, note: `${agent.toolCount} tools`, side: 'agent', tone: 'accent' },
      deletable: false,
    })),
    ...servers.map((server, at): JackNode => ({
      id: `s${server.id}`,
      type: 'jack',
      position: { x: RIGHT, y: at * ROW },
      data: {
        label: server.name,
        note: server.reason ?? `${server.tools.length} tools`,
        side: 'server',
        tone: toneOf(server.connectionStatus),
      },
      deletable: false,
    })),
  ]
  const edges: Edge<CordData>[] = agents.flatMap((agent) =>
    agent.servers.flatMap(({ serverId }) => {
      const server = servers.find(({ id }) => id === serverId)
      if (!server) return []
      return {
        id: `${agent.id}-${serverId}`,
        type: 'cord',
        source: `a${agent.id}`,
        target: `s${serverId}`,
        ariaLabel: `${agent.name} has ${server.name}`,
        data: { tone: toneOf(server.connectionStatus), pulse: pulses.get(`${agent.id}-${serverId}`) },
      }
    }),
  )
  const idOf = (node: string) => Number(node.slice(1))
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      colorMode={colorMode}
      fitView
      fitViewOptions={{ padding: 0.2, maxZoom: 1 }}
      proOptions={{ hideAttribution: false }}
      deleteKeyCode={['Delete', 'Backspace']}
      onConnect={({ source, target }) => onCord(idOf(source), idOf(target), true)}
      onEdgesDelete={(pulled) => {
        for (const { source, target } of pulled) onCord(idOf(source), idOf(target), false)
      }}
    >
      <Background gap={24} />
      <Controls showInteractive={false} />
    </ReactFlow>
  )
}

function BayJack({ data: { label, note, side, tone } }: NodeProps<JackNode>) {
  return (
    <div className={classes.jack} data-side={side}>
      {side === 'server' && <Handle type="target" position={Position.Left} className={classes.handle} />}
      <Jack tone={tone} plugged={tone === 'good' || tone === 'accent'} size={20} />
      <span className={classes.text}>
        <span className={classes.label}>{label}</span>
        <span className={classes.note}>{note}</span>
      </span>
      {side === 'agent' && <Handle type="source" position={Position.Right} className={classes.handle} />}
    </div>
  )
}
