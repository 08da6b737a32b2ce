/** Every failure as a typed exception. */
@NullMarked
package io.belay.client.error;

import org.jspecify.annotations.NullMarked;
