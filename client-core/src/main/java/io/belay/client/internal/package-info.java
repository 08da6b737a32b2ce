/** How the client works. Not exported. */
@NullMarked
package io.belay.client.internal;

import org.jspecify.annotations.NullMarked;
