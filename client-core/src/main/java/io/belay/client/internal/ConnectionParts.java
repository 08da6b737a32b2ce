package io.belay.client.internal;

import io.belay.heartbeat.LivenessLoops;

/** What all connections of a client share. */
record ConnectionParts<Q, R>(
    Settings<Q, R> settings,
    Protocol<Q, R> protocol,
    Dialer dialer,
    LivenessLoops livenessLoops,
    RequestPath<Q, R> path,
    Budget budget) {}
