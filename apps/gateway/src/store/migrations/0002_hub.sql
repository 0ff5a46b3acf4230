CREATE TABLE "admin_events" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" integer,
	"type" text NOT NULL,
	"severity" text NOT NULL,
	"actor" text NOT NULL,
	"subject" text NOT NULL,
	"sentence" text NOT NULL,
	"details" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_servers" (
	"agent_id" integer NOT NULL,
	"server_id" integer NOT NULL,
	"tools" text[],
	CONSTRAINT "agent_servers_agent_id_server_id_pk" PRIMARY KEY("agent_id","server_id")
);
--> statement-breakpoint
CREATE TABLE "agents" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"instructions" text DEFAULT '' NOT NULL,
	"voice" text,
	"engine" text DEFAULT 'local' NOT NULL,
	"approval" text DEFAULT 'writes' NOT NULL,
	"default_country" text,
	"built_ins" text[] DEFAULT '{"pending_results"}' NOT NULL,
	"detach_after_ms" integer DEFAULT 4000 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "agents_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" integer NOT NULL,
	"call_id" text,
	"agent_id" integer,
	"tool_call_id" text NOT NULL,
	"place" text NOT NULL,
	"server" text NOT NULL,
	"tool" text NOT NULL,
	"tool_class" text NOT NULL,
	"arguments" jsonb NOT NULL,
	"arguments_hash" text NOT NULL,
	"say" text NOT NULL,
	"why" text NOT NULL,
	"state" text NOT NULL,
	"asked_by" text NOT NULL,
	"caller_phone" text,
	"decided_by" text,
	"decided_via" text,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mcp_servers" (
	"id" serial PRIMARY KEY NOT NULL,
	"user_id" integer NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"type" text NOT NULL,
	"api_key" text,
	"env" text,
	"headers" text,
	"env_names" text[] DEFAULT '{}' NOT NULL,
	"header_names" text[] DEFAULT '{}' NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"connection_status" text DEFAULT 'disconnected' NOT NULL,
	"last_connected" timestamp with time zone,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"definitions" text DEFAULT 'pin' NOT NULL,
	"pinned_at" timestamp with time zone,
	"network" boolean DEFAULT true NOT NULL,
	"trusted" boolean DEFAULT false NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"credential" text DEFAULT 'owner' NOT NULL,
	"allow_sampling" boolean DEFAULT false NOT NULL,
	"allow_elicitation" boolean DEFAULT false NOT NULL,
	"approval" text DEFAULT 'agent' NOT NULL,
	"timeout_ms" integer,
	"detach_after_ms" integer,
	"queue_limit" integer DEFAULT 64 NOT NULL,
	"calls_per_minute" integer,
	"bindings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"imported" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mcp_tools" (
	"server_id" integer NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"hash" text NOT NULL,
	"approved_hash" text,
	"approved_definition" jsonb,
	"state" text NOT NULL,
	"tool_class" text NOT NULL,
	"class_by" text DEFAULT 'proposed' NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"cache_ttl_s" integer DEFAULT 0 NOT NULL,
	"timeout_ms" integer,
	"detach_after_ms" integer,
	"approval" text DEFAULT 'agent' NOT NULL,
	"last_good" boolean DEFAULT false NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mcp_tools_server_id_name_pk" PRIMARY KEY("server_id","name")
);
--> statement-breakpoint
CREATE TABLE "server_credentials" (
	"server_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"kind" text NOT NULL,
	"sealed" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "server_credentials_server_id_user_id_kind_pk" PRIMARY KEY("server_id","user_id","kind")
);
--> statement-breakpoint
CREATE TABLE "tool_blobs" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" integer NOT NULL,
	"tool_call_id" text NOT NULL,
	"mime_type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "tool_calls_by_call";--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "agent_id" integer;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD COLUMN "agent_id" integer;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD COLUMN "server_id" integer;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD COLUMN "detached" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tool_calls" ADD COLUMN "heard_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "admin_events" ADD CONSTRAINT "admin_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_servers" ADD CONSTRAINT "agent_servers_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_servers" ADD CONSTRAINT "agent_servers_server_id_mcp_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."mcp_servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mcp_servers" ADD CONSTRAINT "mcp_servers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mcp_tools" ADD CONSTRAINT "mcp_tools_server_id_mcp_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."mcp_servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_credentials" ADD CONSTRAINT "server_credentials_server_id_mcp_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."mcp_servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_credentials" ADD CONSTRAINT "server_credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tool_blobs" ADD CONSTRAINT "tool_blobs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "admin_events_by_user" ON "admin_events" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "approvals_by_user" ON "approvals" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "approvals_by_arguments" ON "approvals" USING btree ("place","arguments_hash");--> statement-breakpoint
CREATE INDEX "mcp_servers_by_user" ON "mcp_servers" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "tool_blobs_by_time" ON "tool_blobs" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tool_calls_by_arguments" ON "tool_calls" USING btree ("user_id","arguments_hash","status") WHERE "tool_calls"."arguments_hash" <> '';--> statement-breakpoint
CREATE INDEX "tool_calls_by_call" ON "tool_calls" USING btree ("call_id","id") WHERE "tool_calls"."call_id" is not null;