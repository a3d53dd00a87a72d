/*
 * Prints which server libmemcached's KETAMA_WEIGHTED gives each key, as JSON.
 *
 * Remake the vectors (needs libmemcached-dev):
 *   cc -Wall -Werror -o ketama-weighted test/data/ketama-weighted.c -lmemcached
 *   ./ketama-weighted > test/data/ketama-weighted.json
 */
#include <libmemcached/memcached.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 1000
#define KEY_SIZE 64

struct list {
  const char *host; /* "%d" stands for the number of the server */
  int first_port;
  int port_step;
  int servers;
};

static const struct list LISTS[] = {
    {"127.0.0.1", 11311, 1, 1},
    {"127.0.0.1", 11211, 1, 3},
    {"127.0.0.1", 11311, 1, 3},
    {"127.0.0.1", 11311, 1, 10},
    {"memcached-%d.cache.internal", 11211, 0, 1},
    {"memcached-%d.cache.internal", 11211, 0, 3},
    {"memcached-%d.cache.internal", 11211, 0, 10},
    {"memcached-%d.cache.internal", 11411, 0, 3},
    /* For 25, 47, 50, 55, 61, 71, 94 and 100 servers, single precision loses a group of points. */
    {"127.0.0.1", 11311, 1, 24},
    {"127.0.0.1", 11311, 1, 25},
    {"127.0.0.1", 11311, 1, 47},
    {"127.0.0.1", 11311, 1, 100},
};

static void make_key(char *key, int number) {
  switch (number % 4) {
  case 0:
    snprintf(key, KEY_SIZE, "key:%d", number);
    break;
  case 1:
    snprintf(key, KEY_SIZE, "session:%08x", (unsigned)number * 2654435761u);
    break;
  case 2:
    snprintf(key, KEY_SIZE, "%d", number);
    break;
  default:
    snprintf(key, KEY_SIZE, "größe/%d/%.*s", number, number % 40,
             "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
  }
}

static void check(memcached_return_t result, const char *what) {
  if (memcached_success(result)) return;
  fprintf(stderr, "%s: error %d\n", what, result);
  exit(1);
}

static void print_list(const struct list *list) {
  memcached_st *client = memcached_create(NULL);
  check(memcached_behavior_set(client, MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, 1), "ketama weighted");

  printf("{\n\"servers\": \"");
  for (int server = 0; server < list->servers; server++) {
    char host[128];
    int port = list->first_port + server * list->port_step;
    snprintf(host, sizeof host, list->host, server);
    check(memcached_server_add(client, host, (in_port_t)port), "server");
    printf("%s%s:%d", server == 0 ? "" : " ", host, port);
  }
  printf("\",\n\"owners\": \"");
  for (int number = 0; number < KEYS; number++) {
    char key[KEY_SIZE];
    make_key(key, number);
    printf("%s%u", number == 0 ? "" : " ", memcached_generate_hash(client, key, strlen(key)));
  }
  printf("\"\n}");
  memcached_free(client);
}

int main(void) {
  const size_t lists = sizeof LISTS / sizeof *LISTS;
  printf("{\n\"keys\": \"");
  for (int number = 0; number < KEYS; number++) {
    char key[KEY_SIZE];
    make_key(key, number);
    printf("%s%s", number == 0 ? "" : " ", key);
  }
  printf("\",\n\"lists\": [");
  for (size_t list = 0; list < lists; list++) {
    printf("%s", list == 0 ? "" : ", ");
    print_list(&LISTS[list]);
  }
  printf("]\n}\n");
  return 0;
}
