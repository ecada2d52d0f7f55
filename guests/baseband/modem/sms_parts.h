// What the parts for short messages share.
#pragma once
#include "parts.h"

// Returns the index, from 0, or -1 if there is no room.
int sms_store(struct modem *modem, u8 state, const u8 *tpdu, size_t size);
u32 sms_used(const struct modem *modem);
bool sms_deliver(struct modem *modem, const u8 *tpdu, size_t size);

int sms_read(struct modem *modem, struct request *request);
int sms_list(struct modem *modem, struct request *request);
int sms_delete(struct modem *modem, struct request *request);
int sms_send(struct modem *modem, struct request *request);
int sms_write_command(struct modem *modem, struct request *request);
int sms_send_stored(struct modem *modem, struct request *request);
