/** The echo client. */
@NullMarked
package io.belay.samples.client;

import org.jspecify.annotations.NullMarked;
