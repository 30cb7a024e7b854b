/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "intake/rushes-intake.h"

#include <string.h>

/* What people paste: the text, and of it "ID|label@line" for each id, "/line" for each piece that is no
 * id, "+n" where ids were repeated. */
typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
  const char *base_url; /* of the offer */
  const char *key;
} Paste;

#define A "306792606023824"
#define B "306793118204466"
#define C "306792974415093"
#define BOM "\xef\xbb\xbf"
#define GATE "https://www.anyapi.vip"
#define QUERY GATE "/minimax/v1/query/video_generation?task_id="
#define KEY "sk-AbCdEfGh0123456789"

static const Paste pastes[] = {
  /* Lists */
  { "windows-line-ends", A "\r\n" B "\r\n\r\n" C "\r\n", A "@1 " B "@2 " C "@4" },
  { "byte-order-mark", BOM A "\r\n" B, A "@1 " B "@2" },
  { "numbered-list", "1. " A "\n2. " B "\n3) " C, A "@1 " B "@2 " C "@3" },
  { "bullets", "• " A "\n– " B "\n* " C, A "@1 " B "@2 " C "@3" },
  { "quoted-and-cited", "> \"" A "\"\n> '" B "'\n`" C "`", A "@1 " B "@2 " C "@3" },
  { "semicolons", A ";" B "; " C ";", A "@1 " B "@1 " C "@1" },
  { "tabs", A "\t" B "\t" C, A "@1 " B "@1 " C "@1" },
  { "python-list", "ids = ['" A "', '" B "']", A "@1 " B "@1" },
  { "sql", "WHERE task_id IN ('" A "', '" B "');", A "@1 " B "@1" },
  { "repeated", A "\n" B "\n" A "\n" A, A "@1 " B "@2+2" },
  { "non-breaking-space", "\xc2\xa0" A "\xc2\xa0\n", A "@1" },
  { "zero-width-space", "\xe2\x80\x8b" A "\xe2\x80\x8b", A "@1" },
  { "full-width", "【" A "】、《" B "》；" C "。", A "@1 " B "@1 " C "@1" },
  { "uuids", "454554d4-6485-469b-8eff-f6786bbaff62,0b5a6d5e-8f1f-4c8e-9f53-0a3c6b1d2e4f",
    "454554d4-6485-469b-8eff-f6786bbaff62@1 0b5a6d5e-8f1f-4c8e-9f53-0a3c6b1d2e4f@1" },
  { "beyond-doubles", "115334141465231360\n9007199254740993", "115334141465231360@1 9007199254740993@2" },
  { "bars", A " | Dunes at dusk\n" B " | 沙丘，黄昏\n" C "|",
    A "|Dunes at dusk@1 " B "|沙丘，黄昏@2 " C "@3" },
  { "markdown-table", "| " A " | Dunes |\n| " B " | Rain |", A "|Dunes@1 " B "|Rain@2" },
  { "label-later", A "\n" A " | Dunes", A "|Dunes@1+1" },

  /* Prose */
  { "english", "Hi! Could you check " A " and " B "? They have been stuck for 3 hours.", A "@1 " B "@1" },
  { "chinese", "帮我看一下任务" A "，还有" B "，谢谢！", A "@1 " B "@1" },
  { "chinese-named", "任务ID：" A "\n状态：成功", A "@1/2" },
  { "chinese-date", "时间2025年8月29日07:44，任务号：" A, A "@1" },
  { "chinese-telephone", "联系电话13800138000，任务" A, A "@1" },
  { "traditional", "任務編號：" A "（已完成）", A "@1" },
  { "model-names", "MiniMax-Hailuo-2.3-Fast is quicker than MiniMax-Hailuo-02, see " A, A "@1" },
  { "amounts", "It took 123456 tokens and 0.28 USD for 1920x1080, 1234567 bytes", "/1" },
  { "addresses", "Ask me@example.com or 192.168.178.20:8080 or gate.example:443 about it", "/1" },
  { "file-names", "/home/me/Videos/306792606023824.mp4 output_aigc.mp4 take-12.mov", "/1" },
  { "version", "Rushes 1.2.3 on Debian 12 with GTK 4.8.3", "/1" },
  { "chat", "[29/08/2025, 07:44] Mei: " A "\n[29/08/2025, 07:45] Jo: thanks", A "@1/2" },
  { "mail-header", "Date: Fri, 29 Aug 2025 07:44:32 +0000\nSubject: Video " A, A "@2/1" },
  { "emoji", "🎬" A "✅\n🎬 " B " ❌", A "@1 " B "@2" },

  /* Logs */
  { "iso-log", "2025-08-29T07:44:32.123Z INFO done " A " in 63.512345 s", A "@1" },
  { "iso-log-with-zone", "2025-08-29T07:44:32.123456+08:00 done " A, A "@1" },
  { "python-log", "2025-08-29 07:44:32,123 - poll - INFO - task_id=" A " status=Processing", A "@1" },
  { "go-log", "2025/08/29 07:44:32.123456 poll.go:123: task " A " ok", A "@1" },
  { "klog", "I0829 07:44:32.123456   12345 poll.go:88] task " A, A "@1" },
  { "epoch-log", "1756453472 poll " A "\n1756453472.123456 poll " B "\n1756453472123 poll " C,
    A "@1 " B "@2 " C "@3" },
  { "compact-times", "20250829T074432Z 20250829 20250829074432 20250829-074432-123 202508290744", "/1" },
  { "times-alone", "2025-08-29\n07:44:32.123456\n20250829074432\n1756453472\n1756453472123\n7:44:32pm",
    "/1/2/3/4/5/6" },
  { "time-beside-an-id", A " 1756453472\n" B "\t20250829074432", A "@1 " B "@2" },
  { "request-ids", "request_id=202508290744321234567 trace-id: 0af7651916cd43dd8448eb211c80319c id=" A,
    A "@1" },
  { "request-id-member", "\"request_id\": \"0af7651916cd43dd8448eb211c80319c\",", "/1" },
  { "nginx",
    "127.0.0.1 - - [29/Aug/2025:07:44:32 +0000] \"GET /minimax/v1/query/video_generation?task_id=" A
    " HTTP/1.1\" 200 812",
    A "@1" },
  { "json-lines",
    "{\"ts\":1756453472.1,\"task_id\":\"" A "\",\"trace_id\":\"abc123def4567890abcd\"}\n"
    "{\"ts\":1756453473.1,\"task_id\":\"" B "\"}\n",
    A "@1 " B "@2" },
  { "json-in-log", "07:44:32 reply: {\"task_id\":\"" A "\",\"file_id\":306793063383292} (200)", A "@1" },
  { "escaped-json-in-log", "msg=\"{\\\"task_id\\\":\\\"" A "\\\",\\\"file_id\\\":\\\"306793063383292\\\"}\"",
    A "@1" },
  { "python-dict", "{'task_id': '" A "', 'status': 'Success', 'file_id': '306793063383292'}", A "@1" },
  { "yaml", "task_id: " A "\nfile_id: 306793063383292\nrequestId: 202508290744321234567", A "@1/2/3" },

  /* Tables */
  { "csv", "task_id,label\n" A ",Dunes\n" B ",Rain\n", A "|Dunes@2 " B "|Rain@3" },
  { "csv-with-bom", BOM "task_id,label\r\n" A ",Dunes\r\n", A "|Dunes@2" },
  { "csv-quoted", "\"Task ID\",\"Title\"\n\"" A "\",\"Dunes, \"\"at\"\" dusk\"\n",
    A "|Dunes, \"at\" dusk@2" },
  { "csv-over-lines", "task_id,prompt\n" A ",\"a cat\nat sea\"\n" B ",a dog\n",
    A "|a cat at sea@2 " B "|a dog@4" },
  { "csv-of-a-german-excel", "sep=;\r\nTask-ID;Name\r\n" A ";Dünen, abends\r\n", A "|Dünen, abends@3" },
  { "csv-with-more-columns",
    "id,task_id,status,created_at,name\n1," A ",SUCCESS,2025-08-29 07:44:32,Dunes\n2," B ",FAILURE,,Rain\n",
    A "|Dunes@2 " B "|Rain@3" },
  { "csv-without-label", "task_id,status,file_id\n" A ",SUCCESS,306793063383292\n", A "@2" },
  { "csv-second-column", "task_id,scene,status\n" A ",12 B,SUCCESS\n", A "|12 B@2" },
  { "csv-label-first", "name,id\nDunes," A "\n", A "|Dunes@2" },
  { "csv-chinese", "任务ID,标题\n" A ",沙丘\n" B ",雨\n", A "|沙丘@2 " B "|雨@3" },
  { "csv-rounded", "task_id,label\n3.06793E+14,Dunes\n" A ",Rain\n", A "|Rain@3/2" },
  { "csv-with-empty-row", "task_id,label\n" A ",Dunes\n,\n" B ",\n", A "|Dunes@2 " B "@4" },
  { "csv-then-prose", "task_id,label\n" A ",Dunes\n\nand also, please, " B "\n", A "|Dunes@2 " B "@4" },
  { "csv-with-links", "task_id,url\n" A ",https://cdn.example/a.mp4?Expires=1756453472\n", A "@2" },
  { "csv-open-quote", "task_id,label\n" A ",\"Dunes\n" B ",Rain\n", A "|\"Dunes@2 " B "|Rain@3" },
  { "column", "task_id\n" A "\n" B "\n", A "@2 " B "@3" },
  { "spreadsheet-cells", "Task ID\tName\n" A "\tDunes\n" B "\tRain at night\n",
    A "|Dunes@2 " B "|Rain at night@3" },
  { "rows-without-header", A ",Dunes at dusk\n" B ",\"Rain, at night\"\n",
    A "|Dunes at dusk@1 " B "|Rain, at night@2" },
  { "cells-without-header", A "\tshot-7\n" B "\t沙丘\n", A "|shot-7@1 " B "|沙丘@2" },
  { "row-with-times", A ",2025-08-29 07:44:32\n", A "@1" },
  { "forced-text", "=\"" A "\"\n'" B, A "@1 " B "@2" },

  /* Links and commands */
  { "query-link", QUERY A, A "@1" },
  { "query-links", QUERY A "\n" QUERY B "&x=1", A "@1 " B "@2" },
  { "newer-query-link", GATE "/v1/video/query?id=task_Ab3dEf5hIj7k", "task_Ab3dEf5hIj7k@1" },
  { "escaped-link", GATE "/q?task_id=sora-2%3Atask_01k6&x=1", "sora-2:task_01k6@1" },
  { "signed-link",
    "https://cdn.example/output.mp4?Expires=1756485932&OSSAccessKeyId=LTAI5tAbCdEfGh&Signature=x", "/1" },
  { "curl", "curl '" QUERY A "' -H 'Authorization: Bearer " KEY "'", A "@1", GATE, KEY },
  { "curl-multi-line",
    "curl --location --request GET '" QUERY A "' \\\n--header 'Authorization: Bearer " KEY "' \\\n"
    "--header 'X-Request-Id: 454554d4-6485-469b-8eff-f6786bbaff62'\n" B,
    A "@1 " B "@4", GATE, KEY },
  { "curl-windows-line-ends", "curl \"" QUERY A "\" \\\r\n -H \"Authorization: Bearer " KEY "\"\r\n" B,
    A "@1 " B "@3", GATE, KEY },
  { "curl-of-cmd",
    "curl ^\"" QUERY A "^\" ^\r\n  -H ^\"authorization: Bearer " KEY "^\" ^\r\n"
    "  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"\r\n" B,
    A "@1 " B "@4", GATE, KEY },
  { "curl-of-powershell", "curl.exe \"" QUERY A "\" `\n -H \"Authorization: Bearer " KEY "\"", A "@1", GATE,
    KEY },
  { "curl-key-first", "$ curl -H \"Authorization: Bearer " KEY "\" \"" QUERY A "\" | jq .data.status", A "@1",
    GATE, KEY },
  { "curl-joined-option", "curl -sS -H\"Authorization: " KEY "\" --url " QUERY A, A "@1", GATE, KEY },
  { "curl-of-minimax",
    "curl 'https://api.minimax.io/v1/query/video_generation?task_id=" A "' -H 'authorization:"
    " Bearer eyJhbGciOiJSUzI1NiJ9.eyJh.Xx_-1'",
    A "@1", "https://api.minimax.io", "eyJhbGciOiJSUzI1NiJ9.eyJh.Xx_-1" },
  { "curl-behind-a-path",
    "curl http://localhost:3000/gate/v1/query?task_id=" A " -H 'Authorization: Bearer " KEY "'", A "@1",
    "http://localhost:3000/gate", KEY },
  { "curl-placeholder", "curl '" QUERY A "' -H 'Authorization: Bearer $API_KEY'", A "@1" },
  { "curl-other-placeholder", "curl '" QUERY A "' -H 'Authorization: Bearer <YOUR_API_KEY>'", A "@1" },
  { "curl-without-id", "curl '" GATE "/v1/models' -H 'Authorization: Bearer " KEY "'", "/1", GATE, KEY },
  { "curl-with-body",
    "curl -X POST '" GATE "/minimax/v1/video_generation' \\\n -H 'Authorization: Bearer " KEY "' \\\n"
    " -d '{\n  \"task_id\": \"" A "\",\n  \"seed\": 123456789012345\n}'\n" B,
    A "@4 " B "@7", GATE, KEY },
  { "curl-with-reply",
    "curl '" QUERY A "'\n{\"task_id\":\"" A "\",\"status\":\"Success\",\"file_id\":\"306793063383292\"}",
    A "@1+1" },
  { "curl-as-a-word", "I used curl to ask for " A " yesterday", A "@1" },
  { "curl-open-quote", "curl '" QUERY A "\n" B, A "@1 " B "@2" },
  { "user-in-address",
    "curl https://me:pw@gate.example/v1/q?task_id=" A " -H 'Authorization: Bearer " KEY "'", A "@1" },
  { "header-alone", "Authorization: Bearer " KEY, "/1" },
  { "wget", "wget -qO- --header='Authorization: Bearer " KEY "' '" QUERY A "'", A "@1" },

  /* JSON */
  { "create-reply", "{\"task_id\":\"" A "\",\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}",
    A "@1" },
  { "create-reply-of-others", "{\"id\":\"task_Ab3dEf5hIj7k\",\"object\":\"video\",\"status\":\"queued\"}",
    "task_Ab3dEf5hIj7k@1" },
  { "bare-data", "{\"code\":\"success\",\"message\":\"\",\"data\":\"task_Ab3dEf5hIj7k\"}",
    "task_Ab3dEf5hIj7k@1" },
  { "list-of-ids", "{\"task_ids\":[\"" A "\",\n" B "],\"total\":2}", A "@1 " B "@2" },
  { "list-of-replies", "{\"code\":\"success\",\"data\":[{\"task_id\":\"" A "\"},\n{\"task_id\":\"" B "\"}]}",
    A "@1 " B "@2" },
  { "number", "{\"task_id\":115334141465231361}", "115334141465231361@1" },
  { "camel-case", "{\"taskId\":\"" A "\",\"requestId\":\"202508290744321234567\"}", A "@1" },
  { "pretty", "{\n  \"task_id\": \"" A "\",\n  \"file\": {\n    \"file_id\": 306793063383292\n  }\n}\r\n" B,
    A "@2 " B "@7" },
  { "other-ids-only", "{\"file_id\":306793063383292,\"request_id\":\"202508290744321234567\"}", "/1" },
  { "cut-short", "{\"code\":\"success\",\"data\":{\"task_id\":\"" A "\",\"status\":\"SUC", A "@1" },
  { "two-roots", "{\"task_id\":\"" A "\"}{\"task_id\":\"" B "\"}", A "@1 " B "@1" },
  { "code-block", "```json\n{\"task_id\":\"" A "\"}\n```", A "@2" },
};

static char *
describe (const RushesIntake *intake)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < intake->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      g_string_append_printf (text, "%s%s%s%s@%u", i > 0 ? " " : "", item->task_id,
                              item->label != NULL ? "|" : "", item->label != NULL ? item->label : "",
                              item->line);
    }
  if (intake->n_repeated > 0)
    g_string_append_printf (text, "+%u", intake->n_repeated);
  for (guint i = 0; i < intake->ignored->len; i++)
    {
      const RushesIntakeIgnored *ignored = g_ptr_array_index (intake->ignored, i);

      g_assert_nonnull (ignored->reason);
      g_assert_true (ignored->text == NULL || strstr (ignored->text, "AbCdEfGh") == NULL);
      g_string_append_printf (text, "/%u", ignored->line);
    }
  return g_string_free (text, FALSE);
}

static void
test_paste (gconstpointer data)
{
  const Paste *paste = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesIntake) intake = rushes_intake_read (paste->text, -1, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = describe (intake);
  g_assert_cmpstr (found, ==, paste->expected);
  g_assert_cmpstr (intake->offer != NULL ? intake->offer->base_url : NULL, ==, paste->base_url);
  g_assert_cmpstr (intake->offer != NULL ? intake->offer->key : NULL, ==, paste->key);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  for (gsize i = 0; i < G_N_ELEMENTS (pastes); i++)
    {
      g_autofree char *path = g_strconcat ("/intake/pastes/", pastes[i].name, NULL);

      g_test_add_data_func (path, &pastes[i], test_paste);
    }
  return g_test_run ();
}
