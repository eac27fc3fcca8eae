// Rust's std over WASI preview 1: the clock is `SystemTime`, memory is `Vec`'s.
use std::alloc::{alloc, handle_alloc_error, realloc, Layout};
use std::time::{SystemTime, UNIX_EPOCH};

#[export_name = "cabi_realloc"]
pub unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, size: usize) -> *mut u8 {
    let layout = Layout::from_size_align_unchecked(size, align);
    let new = match (old_size, size) {
        (0, 0) => return align as *mut u8,
        (0, _) => alloc(layout),
        _ => realloc(old, Layout::from_size_align_unchecked(old_size, align), size),
    };
    if new.is_null() { handle_alloc_error(layout) }
    new
}

#[repr(C)]
pub struct Passed { is_err: u8, text: *mut u8, len: usize, stamps: u32 }

fn passed(text: String, is_err: bool, stamps: u32) -> *mut Passed {
    let text = Box::leak(text.into_bytes().into_boxed_slice());
    Box::into_raw(Box::new(Passed { is_err: is_err.into(), text: text.as_mut_ptr(), len: text.len(), stamps }))
}

#[export_name = "relay:chain/link@1.0.0#pass"]
pub unsafe extern "C" fn pass(text: *mut u8, len: usize, stamps: u32) -> *mut Passed {
    let mut text = String::from_raw_parts(text, len, len);
    if text.is_empty() {
        return passed("nothing to pass on, says Rust".into(), true, 0);
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    text.push_str(if since > 1_600_000_000 { " Rust" } else { " Rust?" });
    passed(text, false, stamps + 1)
}

#[export_name = "cabi_post_relay:chain/link@1.0.0#pass"]
pub unsafe extern "C" fn pass_post(result: *mut Passed) {
    let result = Box::from_raw(result);
    drop(Box::from_raw(std::slice::from_raw_parts_mut(result.text, result.len)));
}
