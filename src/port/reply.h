// How a port answers: by calling back once, on the event loop's thread, at once or later. A caller
// that is gone by then has made its callback harmless itself (it holds weak references only).
#pragma once

#include <functional>

#include "base/result.h"

namespace pitwall::port {

template <class T>
using Reply = std::function<void(Result<T>)>;

}  // namespace pitwall::port
