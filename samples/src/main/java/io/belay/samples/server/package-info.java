/** The echo server. */
@NullMarked
package io.belay.samples.server;

import org.jspecify.annotations.NullMarked;
