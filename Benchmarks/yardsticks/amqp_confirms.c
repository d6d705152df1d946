// Publishes to quorum queues of RabbitMQ with publisher confirms over TLS: amqp_confirms PORT CA.pem MESSAGE THREADS COUNT QUEUES.
// Each thread has one connection with one persistent message on its way; a message is sent when the broker has confirmed it.
#define _GNU_SOURCE
#include "load.h"
#include <amqp.h>
#include <amqp_ssl_socket.h>

static const char *authority;
static struct message original;
static int port, queues;

struct client { amqp_connection_state_t connection; struct message message; uint64_t tag; };

static void check(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) fail("%s: %s", what, amqp_error_string2(reply.library_error));
    fail("%s: the broker refuses", what);
}

static amqp_bytes_t queue_name(long number) {
    static _Thread_local char name[16];
    snprintf(name, sizeof name, "r%ld", number % queues);
    return amqp_cstring_bytes(name);
}

static amqp_connection_state_t open_connection(void) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_ssl_socket_new(connection);
    if (amqp_ssl_socket_set_cacert(socket, authority)) fail("%s cannot be read", authority);
    amqp_ssl_socket_set_verify_peer(socket, 1);
    amqp_ssl_socket_set_verify_hostname(socket, 1);
    int status = amqp_socket_open(socket, "localhost", port);
    if (status) fail("no TLS with port %d: %s", port, amqp_error_string2(status));
    check(amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "login");
    amqp_channel_open(connection, 1);
    check(amqp_get_rpc_reply(connection), "channel");
    return connection;
}

static void declare_queues(void) {
    amqp_connection_state_t connection = open_connection();
    amqp_table_entry_t entry = {
        .key = amqp_cstring_bytes("x-queue-type"),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes("quorum")}};
    amqp_table_t quorum = {.num_entries = 1, .entries = &entry};
    for (int i = 0; i < queues; i++) {
        amqp_queue_declare(connection, 1, queue_name(i), 0, 1, 0, 0, quorum);
        check(amqp_get_rpc_reply(connection), "queue");
    }
    amqp_connection_close(connection, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(connection);
}

static void *client_open(int thread) {
    (void)thread;
    struct client *client = malloc(sizeof *client);
    *client = (struct client){open_connection(), message_copy(original), 0};
    amqp_confirm_select(client->connection, 1);
    check(amqp_get_rpc_reply(client->connection), "confirm");
    return client;
}

static void client_send(void *pointer, long number) {
    struct client *client = pointer;
    message_number(&client->message, number);
    amqp_basic_properties_t properties = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = AMQP_DELIVERY_PERSISTENT};
    amqp_bytes_t body = {.len = client->message.size, .bytes = client->message.bytes};
    int status = amqp_basic_publish(client->connection, 1, amqp_empty_bytes, queue_name(number), 1, 0, &properties, body);
    if (status) fail("publish: %s", amqp_error_string2(status));
    amqp_frame_t frame;
    status = amqp_simple_wait_frame(client->connection, &frame);
    if (status) fail("confirm: %s", amqp_error_string2(status));
    if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD) fail("not confirmed");
    if (((amqp_basic_ack_t *)frame.payload.method.decoded)->delivery_tag != ++client->tag) fail("another message was confirmed");
    amqp_maybe_release_buffers(client->connection);
}

int main(int count, char **arguments) {
    if (count != 7) fail("amqp_confirms PORT CA.pem MESSAGE THREADS COUNT QUEUES");
    port = atoi(arguments[1]);
    authority = arguments[2];
    original = message_read(arguments[3]);
    queues = atoi(arguments[6]);
    declare_queues();
    load_run(atoi(arguments[4]), atol(arguments[5]), original.size);
}
