// The service of vm_fleet_test.py: answers {"tag": "$IMAGE_TAG"} at /health. /behaviour in its
// image says how: "ok", "unhealthy" (500), "exit" (it doesn't start).
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  char behaviour[32] = "ok", request[2048], answer[512], body[256];
  FILE* file = fopen("/behaviour", "r");
  if (file && !fgets(behaviour, sizeof behaviour, file)) return 1;
  if (strncmp(behaviour, "exit", 4) == 0) return 1;
  int broken = strncmp(behaviour, "unhealthy", 9) == 0;
  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in here = {.sin_family = AF_INET,
                             .sin_port = htons((unsigned short)atoi(getenv("PORT")))};
  inet_pton(AF_INET, getenv("ADDRESS"), &here.sin_addr);
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr*)&here, sizeof here) || listen(server, 64)) return 1;
  for (;;) {
    int client = accept(server, NULL, NULL);
    if (client < 0) continue;
    if (read(client, request, sizeof request) > 0) {
      int length = snprintf(body, sizeof body, "{\"tag\": \"%s\"}\n", getenv("IMAGE_TAG"));
      int size = snprintf(answer, sizeof answer, "HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s",
                          broken ? "500 Broken" : "200 OK", length, body);
      if (write(client, answer, (size_t)size) < 0) perror("write");
      shutdown(client, SHUT_WR);
    }
    close(client);
  }
}
