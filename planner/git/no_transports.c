/*
 * What a statically linked libgit2 needs of its network transports: nothing that works.
 *
 * deltaplan reads repositories and never fetches. These definitions take the place of libgit2's
 * own, so that the linker leaves the members of libgit2.a that hold them alone: no libssh2,
 * Kerberos, HTTP client or TLS in the program, and no parsing of the system's certificates at every
 * start. All that the remaining parts of libgit2 can do with them is to be told that there is no
 * such transport. Why the release is linked so: docs/decisions/static-release.md.
 */
#include <stdbool.h>

int git_transport_ssh_global_init(void);
int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char* file, const char* path);
int git_mbedtls_stream_new(void** out, const char* host, const char* port);
int git_mbedtls_stream_wrap(void** out, void* in, const char* host);
int git_smart_subtransport_ssh(void** out, void* owner, void* param);
int git_smart_subtransport_http(void** out, void* owner, void* param);
extern bool git_http__expect_continue;

enum { kUnsupported = -1 }; /* GIT_ERROR */

bool git_http__expect_continue = false;

int git_transport_ssh_global_init(void) { return 0; }
int git_mbedtls_stream_global_init(void) { return 0; }

int git_mbedtls__set_cert_location(const char* file, const char* path) {
  (void)file, (void)path;
  return kUnsupported;
}

int git_mbedtls_stream_new(void** out, const char* host, const char* port) {
  (void)out, (void)host, (void)port;
  return kUnsupported;
}

int git_mbedtls_stream_wrap(void** out, void* in, const char* host) {
  (void)out, (void)in, (void)host;
  return kUnsupported;
}

int git_smart_subtransport_ssh(void** out, void* owner, void* param) {
  (void)out, (void)owner, (void)param;
  return kUnsupported;
}

int git_smart_subtransport_http(void** out, void* owner, void* param) {
  (void)out, (void)owner, (void)param;
  return kUnsupported;
}
