const axios = require('axios');

const MCP_URL = 'https://beyond.agentclub.io/mcp';
const API_KEY = 'your_mcp_api_key_here';

async function createSession(callerId) {
  const response = await axios.post(
    `${MCP_URL}/auth/session`,
    { caller_id: callerId },
    { headers: { 'X-API-Key': API_KEY } }
  );
  return response.data;
}

async function callTool(sessionToken, toolName, args) {
  const response = await axios.post(
    `${MCP_URL}/messages/`,
    {
      jsonrpc: '2.0',
      id: Date.now(),
      method: 'tools/call',
      params: { name: toolName, arguments: args }
    },
    { headers: { 'Authorization': `Bearer ${sessionToken}` } }
  );
  return response.data;
}

// Usage
async function handleVoiceCall(callerPhone) {
  const session = await createSession(callerPhone);
  console.log(`Session for: ${session.user.name}`);

  const bookings = await callTool(
    session.session_token,
    'get_bookings',
    { member_id: session.user.member_ids[0] }
  );
  console.log('Bookings:', bookings);
}
