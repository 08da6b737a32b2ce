/** The client: connect, send, and hold the connections. */
@NullMarked
package io.belay.client;

import org.jspecify.annotations.NullMarked;
