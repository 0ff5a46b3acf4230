CREATE TABLE "turns" (
	"id" text PRIMARY KEY NOT NULL,
	"call_id" text NOT NULL,
	"speaker" text NOT NULL,
	"text" text NOT NULL,
	"interrupted" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "turns" ADD CONSTRAINT "turns_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "turns_by_call" ON "turns" USING btree ("call_id","id");